/**
 * A process of its own that turns the SVG files named by its arguments into PNG files beside them:
 * what it needs is native code, which the main process may not load.
 *
 * @module
 */

/** Pixels of a PNG per pixel of its SVG. */
const SCALE = 2;

if (import.meta.main) {
  const { default: sharp } = await import("sharp");
  for (const svg of Deno.args) {
    const png = await sharp(svg, { density: 72 * SCALE }).png().toBuffer();
    await Deno.writeFile(svg.replace(/\.svg$/, ".png"), png);
  }
}
