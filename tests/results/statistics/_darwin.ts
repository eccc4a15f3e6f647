/**
 * Darwin's 15 pairs of maize plants: height of the crossed minus the self-fertilised plant, in eighths
 * of an inch. Source: Fisher, "The Design of Experiments", 1935, chapter III.
 */
export const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
