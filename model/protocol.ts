/**
 * The protocol: a named switch for each quirk of the original code that changes a number.
 *
 * `docs/protocol.md` says what each does and why our default is what it is.
 *
 * @module
 */

/** What to do about a quirk: `reference` keeps it, `fixed` does not. */
export const CHOICES = ["reference", "fixed"] as const;

/** What to do about a quirk. */
export type Choice = typeof CHOICES[number];

/** Every switch, and what stands on its two sides. */
export const SWITCHES = {
  batchNorm: "BatchNorm of the trunk in training: by the batch, or by its running statistics",
  randomCrop: "Images in pre-training: a random part of each in every epoch, or the whole",
  trainableTrunk: "The image trunk in classification: trained, or frozen",
  positions: "Position ids of a downstream task: its own, or those of pre-training",
  mismatchedWords: "Hidden words of a text that is not the image's own: predicted, or not",
  labelMatch: "Labels of a negative pair are equal as a bag of words, or as a set",
  padAttention: "Image rows of bar and text rows of noncross see pads, or do not",
  noLabelClass: "Studies without any label: a class of their own, or absent in every class",
  decodingPositions: "Position ids of a decoded text: 0 and 1 again and again, or as in training",
  randomTruncation: "Reports too long for report generation: cut at random ends, or at the end",
  greedyDecoding: "Greedy decoding goes on from the gold report's words, or from its own",
  undefinedAuroc: "AUROC of a label of one class only: an error, or null and left out of the mean",
} as const;

/** The name of a switch. */
export type Switch = keyof typeof SWITCHES;

/** A choice for every switch. */
export type Protocol = Readonly<Record<Switch, Choice>>;

/**
 * What the two words mean for a whole spec.
 *
 * `fixed` leaves the pads of `bar` and `noncross` seen: they are a part of what these variants were
 * in every published number. `reference` fixes the crash of an undefined AUROC, as all crashes.
 */
export const PROTOCOLS: Readonly<Record<Choice, Protocol>> = {
  reference: {
    batchNorm: "reference",
    randomCrop: "reference",
    trainableTrunk: "reference",
    positions: "reference",
    mismatchedWords: "reference",
    labelMatch: "reference",
    padAttention: "reference",
    noLabelClass: "reference",
    decodingPositions: "reference",
    randomTruncation: "reference",
    greedyDecoding: "reference",
    undefinedAuroc: "fixed",
  },
  fixed: {
    batchNorm: "fixed",
    randomCrop: "fixed",
    trainableTrunk: "fixed",
    positions: "fixed",
    mismatchedWords: "fixed",
    labelMatch: "fixed",
    padAttention: "reference",
    noLabelClass: "fixed",
    decodingPositions: "fixed",
    randomTruncation: "fixed",
    greedyDecoding: "fixed",
    undefinedAuroc: "fixed",
  },
};

/**
 * Whether a quirk is kept.
 *
 * @param protocol The switches in a stage's key: reading another would let two results share a key.
 * @throws {Error} if the switch is not among them.
 */
export function keeps(protocol: Partial<Protocol>, name: Switch): boolean {
  const choice = protocol[name];
  if (choice === undefined) {
    const given = Object.keys(protocol).join(", ") || "none";
    throw new Error(
      `Cannot read the protocol switch ${name}: this stage's key has ${given}, add it to the plan`,
    );
  }
  return choice === "reference";
}
