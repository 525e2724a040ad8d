/* What a batch is told and listed by as a whole: names, numbers.csv, manifest and sum. */
#ifndef BATCH_OUTCOME_H
#define BATCH_OUTCOME_H

#include "batch/engine.h"

/* No two units' files have one name. */
int outcome_check_names(struct batch *batch);

/* numbers.csv, of --assign, and MANIFEST-issued.sha256 of issued files that are no plan's any more, which no shard knows
 * of. */
int outcome_write_numbers(struct batch *batch);

/* MANIFEST.sha256 and batch.jsonl of all files that stand, in the order of rows; in the former also issued files that
 * are no plan's any more. Tells the sum. */
int outcome_write_manifest(struct batch *batch);

#endif
