import { type Handlers, NOTHING } from "../handler.js";
import { ScriptError } from "../script-error.js";

export const movieHandlers: Handlers = {
  SetFolderForFrames(args, { movies, disk }) {
    if (!/^[A-Za-z]:[\\/]/.test(args.text(1))) throw new ScriptError("A complete absolute path must be entered");
    movies.folder = disk.absolute(args.text(1));
    return NOTHING;
  },
  SetFrameBaseName(args, { movies }) {
    if (args.integer(2) === 0) return NOTHING;
    if (!/^[A-Za-z0-9._-]{1,128}$/.test(args.text(4))) throw new ScriptError(`'${args.text(4)}' is no file name`);
    movies.baseName = args.text(4);
    return NOTHING;
  },
  SetDoseFracParams(args, { movies }) {
    if (!/^([VFTRPMS]|\d)$/i.test(args.text(1))) throw new ScriptError(`'${args.text(1)}' is no camera set`);
    if (!/^[R3]$/i.test(args.text(1))) return NOTHING;
    movies.areSaved = args.integer(2) !== 0 && (!args.has(3) || args.integer(3) !== 0);
    return NOTHING;
  },
  AddToNextFrameStackMdoc(args, { movies }) {
    if (/[\r\n=\]]/.test(args.text(1)) || /[\r\n]/.test(args.text(2))) throw new ScriptError("No key or value");
    movies.addToNext([args.text(1), args.text(2)]);
    return NOTHING;
  },
  ReportLastFrameFile(_, { movies }) {
    if (movies.last === undefined) throw new ScriptError("There is no last frame file name available");
    const cut = movies.last.lastIndexOf("\\");
    return [movies.last, movies.last.slice(0, cut), movies.last.slice(cut + 1)];
  },
};
