/** Shows what a mark of a picture says of itself (`data-tip`, or a chart's `aria-label`) beside the pointer; without it all else works. */
export const pageScript = `
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  document.addEventListener("pointermove", (event) => {
    const mark = event.target.closest?.('[data-tip], figure [role="graphics-symbol"][aria-label]:not(g)');
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.getAttribute("data-tip") ?? mark.getAttribute("aria-label");
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const below = event.clientY + 16;
    const top = below + tip.offsetHeight < innerHeight ? below : event.clientY - tip.offsetHeight - 10;
    tip.style.translate = Math.max(4, left) + "px " + Math.max(4, top) + "px";
  });
})();
`;
