/** Files as SerialEM and EPU write them, made up: small, with everything in them that readers look at. */

/** A navigator: an atlas, a square on it as a polygon, four points in it, one of them not to be acquired at, one outside. */
export function navigatorText(newline = "\r\n"): string {
  const point = (label: string, mapId: number, x: number, y: number, more: readonly string[] = []) => [
    `[Item = ${label}]`,
    "Color = 0",
    `StageXYZ = ${x} ${y} -12.5`,
    "NumPts = 1",
    "Regis = 1",
    "Type = 0",
    "Note = Größe  =  2",
    "GroupID = 77",
    "DrawnID = 100",
    "PieceOn = 3",
    "XYinPc = 10.5 20.25",
    "SomethingNew = 1 2 3",
    `MapID = ${mapId}`,
    ...more,
    `PtsX = ${x}`,
    `PtsY = ${y}`,
    "",
  ];
  return [
    "AdocVersion = 2.00",
    "LastSavedAs = X:\\data\\grid.nav",
    "",
    "[Item = Atlas]",
    "Color = 2",
    "StageXYZ = 0 0 -12.5",
    "NumPts = 5",
    "Regis = 1",
    "Type = 2",
    "MapFile = X:\\data\\atlas.mrc",
    "MapID = 100",
    "MapMontage = 1",
    "MapSection = 0",
    "MapMagInd = 17",
    "MapScaleMat = 20.2 2.1 2.3 -19.6",
    "PtsX = -900 900 900 -900 -900",
    "PtsY = -900 -900 900 900 -900",
    "",
    "[Item = Square 1]",
    "Color = 1",
    "StageXYZ = 50 50 -12.5",
    "NumPts = 5",
    "Regis = 1",
    "Type = 1",
    "DrawnID = 100",
    "MapID = 200",
    "PtsX = 0 100 100 0 0",
    "PtsY = 0 0 100 100 0",
    "",
    ...point("1-1", 301, 20, 20, ["Acquire = 1"]),
    ...point("1-2", 302, 23, 20, ["Acquire = 1"]),
    ...point("1-3", 303, 80, 80, ["Acquire = 1"]),
    ...point("1-4", 304, 60, 60),
    ...point("far", 305, 500, 500, ["Acquire = 1"]),
  ].join(newline);
}

/** The same kind of thing in SerialEM's other notation. */
export const xmlNavigatorText = `<?xml version="1.0" encoding="utf-8"?>
<navigator>
  <PreData>
    <AdocVersion>2.00</AdocVersion>
    <LastSavedAs>nav.nav</LastSavedAs>
  </PreData>
  <Item name="Square &amp; 1">
    <Color>1</Color>
    <StageXYZ>50 50 -12.5</StageXYZ>
    <NumPts>4</NumPts>
    <Regis>1</Regis>
    <Type>1</Type>
    <MapID>200</MapID>
    <PtsX>0 100 100 0</PtsX>
    <PtsY>0 0 100 100</PtsY>
  </Item>
  <Item name="1-1">
    <Color>0</Color>
    <StageXYZ>20 20 -12.5</StageXYZ>
    <NumPts>1</NumPts>
    <Regis>1</Regis>
    <Type>0</Type>
    <SomethingNew>1 &lt; 2</SomethingNew>
    <MapID>301</MapID>
    <Acquire>1</Acquire>
    <PtsX>20</PtsX>
    <PtsY>20</PtsY>
  </Item>
  <Item name="1-2">
    <Color>0</Color>
    <StageXYZ>23 20 -12.5</StageXYZ>
    <NumPts>1</NumPts>
    <Regis>1</Regis>
    <Type>0</Type>
    <MapID>302</MapID>
    <PtsX>23</PtsX>
    <PtsY>20</PtsY>
  </Item>
</navigator>
`;

/** A movie's `.mdoc`. */
export const mdocText = [
  "T = SerialEM: Acquired on a microscope",
  "Voltage = 300",
  "",
  "[FrameSet = 0]",
  "TiltAngle = 0.01",
  "StagePosition = 20.1 19.9",
  "StageZ = -12.5",
  "Magnification = 130000",
  "Defocus = -1.5",
  "ImageShift = -0.643144 -0.233229",
  "ExposureTime = 2.5",
  "SubFramePath = X:\\frames\\shot_0001.tif",
  "NavigatorLabel = 1-1",
  "MultishotHoleAndPosition = 1 2",
  "DateTime = 05-Nov-26  11:24:48",
  "",
].join("\r\n");

/** What EPU writes beside an image, most of it left out. */
export function epuImageText(x = -9.7e-5, y = -1.527e-4, at = "2026-11-05T15:49:18.115+00:00"): string {
  return `<MicroscopeImage xmlns="http://schemas.datacontract.org/2004/07/Fei.SharedObjects" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
  <CustomData xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">
    <a:KeyValueOfstringanyType><a:Key>DoseRate</a:Key><a:Value>1.1</a:Value></a:KeyValueOfstringanyType>
    <a:KeyValueOfstringanyType><a:Key>AppliedDefocus</a:Key><a:Value>-2.7E-06</a:Value></a:KeyValueOfstringanyType>
  </CustomData>
  <IntensityScale i:nil="true"/>
  <microscopeData>
    <acquisition>
      <acquisitionDateTime>${at}</acquisitionDateTime>
      <camera><ExposureTime>0.89</ExposureTime></camera>
    </acquisition>
    <optics><TemMagnification><NominalMagnification>165000</NominalMagnification></TemMagnification></optics>
    <stage><Position><A>-0.00043</A><B>0.0168</B><X>${x}</X><Y>${y}</Y><Z>8.57E-05</Z></Position></stage>
  </microscopeData>
</MicroscopeImage>
`;
}

/** A square of EPU with holes of these ids in a row, 5 µm apart, the last one near a grid bar. */
export function epuSquareText(square: number, holes: readonly number[]): string {
  const pairs = holes.map(
    (id, i) => `<b:pair><b:key>${id}</b:key><b:value>
<Id>${id}</Id><FilterProperties><PixelIntensityMean>723.8</PixelIntensityMean><PixelIntensityStDev>27.5</PixelIntensityStDev></FilterProperties>
<IsNearGridBar>${i === holes.length - 1}</IsNearGridBar><IsPositionCorrected>false</IsPositionCorrected>
<PixelCenter xmlns:c="x"><c:x>${1396 + i}</c:x><c:y>972</c:y></PixelCenter><Selected>true</Selected>
<StagePosition xmlns:c="y"><c:A>0</c:A><c:X>${i * 5e-6}</c:X><c:Y>-0.0005</c:Y><c:Z>9.3E-05</c:Z></StagePosition>
</b:value></b:pair>`,
  );
  return `<GridSquareXml z:Id="1" xmlns="e" xmlns:z="z"><Id>${square}</Id><Image z:Id="5"><a:BaseFileName xmlns:a="a">GridSquare_1</a:BaseFileName></Image>
<Position><a:X xmlns:a="a">1E-05</a:X><a:Y xmlns:a="a">-0.0005</a:Y><a:Z xmlns:a="a">9.3E-05</a:Z></Position><Selected>true</Selected>
<TargetLocations><TargetLocationsEfficient><a:m_serializationArray xmlns:a="a" xmlns:b="b">${pairs.join("")}</a:m_serializationArray></TargetLocationsEfficient></TargetLocations></GridSquareXml>`;
}
