/** Reads the time in milliseconds since the epoch; injected so that tests can age signatures. */
export type Clock = () => number;
