/**
 * The names in checkpoints: ours, the reference's six models', Hugging Face's BERT's and
 * torchvision's ResNet-50's, mapped both ways.
 *
 * A kind is one ordered list of entries ({@link stateLayout}). Importing matches a file against it,
 * exporting writes it.
 *
 * @module
 */
export {
  detectKind,
  EXPORT_KINDS,
  type ExportKind,
  type Kind,
  KINDS,
  MODULE,
  normalNames,
  ourName,
  theirName,
} from "./names_kinds.ts";
export { OUTPUT_TABLE, type Role, type StateEntry, stateLayout } from "./names_layout.ts";
export { type Match, matchNames, misfit } from "./names_match.ts";
export { headsOf, type Shapes, sizesOf } from "./names_sizes.ts";
