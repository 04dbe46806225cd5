/** A label of the folder that is evaluated: the name of one of its subfolders. */
export interface Label {
  readonly name: string;
  /** True where the operator wants such pictures stopped. */
  readonly isBad: boolean;
}

/** One picture of the folder, measured. */
export interface RatedPicture {
  /** Relative to the folder, with "/" between the names; begins with the label. */
  readonly path: string;
  readonly label: string;
  /** One risk a model, in [0, 1], in the order of the models: of the whole picture. */
  readonly risks: readonly number[];
  /** Per view that was looked through, in their order, the same of that view; empty where only the whole was. */
  readonly views: readonly (readonly number[])[];
}
