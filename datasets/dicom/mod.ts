/**
 * Radiographs in DICOM files, as they come out of a hospital's archive.
 *
 * @module
 */

export { readDicom } from "./read.ts";
