/** Why something did not go through: a stable snake_case word and a sentence for people. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Why a person has to look at a payment. */
export interface Review {
  readonly reason: string;
}
