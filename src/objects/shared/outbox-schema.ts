/** Tables of the outbox: rows in the order they were written, and how far each destination has come. */
export const OUTBOX_SCHEMA = `
  CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    chain TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    doc TEXT NOT NULL
  );
  CREATE INDEX outbox_chain ON outbox (chain, first_sequence);
  CREATE TABLE destinations (
    name TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL DEFAULT 0,
    next_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0
  );
  INSERT INTO destinations (name) VALUES ('postgres');
  CREATE TABLE parked (
    destination TEXT NOT NULL,
    position INTEGER NOT NULL,
    chain TEXT NOT NULL,
    doc TEXT NOT NULL,
    reason TEXT NOT NULL,
    parked_at INTEGER NOT NULL,
    PRIMARY KEY (destination, position)
  );`;

/**
 * The same rows in one tree instead of three, which every payment writes to. Positions are never used twice, since
 * the newest row is never deleted: not by us, and not by an older version that deletes all that have arrived.
 */
export const OUTBOX_IN_ONE_TREE = `
  CREATE TABLE outbox_rows (
    position INTEGER PRIMARY KEY,
    chain TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    doc TEXT NOT NULL
  );
  INSERT INTO outbox_rows (position, chain, first_sequence, doc)
    SELECT position, chain, first_sequence, doc FROM outbox;
  INSERT OR IGNORE INTO outbox_rows (position, chain, first_sequence, doc)
    SELECT cursor, '', 0, '{}' FROM destinations WHERE cursor > 0;
  DROP TABLE outbox;
  ALTER TABLE outbox_rows RENAME TO outbox;
  CREATE TRIGGER outbox_newest_stays BEFORE DELETE ON outbox
    WHEN old.position = (SELECT max(position) FROM outbox)
    BEGIN SELECT RAISE(IGNORE); END;`;

/**
 * Destinations of events, each with a cursor of its own. What Postgres has yet to be told when this step is run is what
 * they are told first.
 */
export const OUTBOX_EVENT_DESTINATIONS = `
  INSERT OR IGNORE INTO destinations (name, cursor, next_at)
    SELECT names.name, postgres.cursor, postgres.next_at
    FROM destinations AS postgres, (SELECT 'channels' AS name UNION ALL SELECT 'webhooks') AS names
    WHERE postgres.name = 'postgres';`;
