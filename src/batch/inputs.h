/* What all plans of a batch are made of, read once: master, skeleton, units, and the templates' digest. */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include "base/digest.h"
#include "batch/order.h"
#include "batch/units.h"
#include "derive/derive.h"

struct inputs {
	struct arena *arena; /* of all that stands here */
	struct units *units;
	struct plan plan;
	struct citation_words words;
	struct master master;
	char *skeleton; /* its text */
	size_t skeleton_size;
	struct skeleton *checked; /* the first thread's; NULL: it has it */
	const char *skeleton_id;  /* by which the register knows it: the root's id, else the file's name */
	const char *folder;       /* the skeleton's: where its pictures and its template are */
	bool pictured;            /* plans may name pictures, which change without them */
	struct digest look;       /* of what a derived plan is rendered with: see rendering.h */
	struct digest all;        /* of that and of what plans are derived from: master, skeleton */
};

/* Reads and checks all of it; all mistakes are told. To be given back by inputs_drop() in any case. */
int inputs_load(struct inputs *inputs, const struct batch_order *order, struct diagnostics *diagnostics);
void inputs_drop(struct inputs *inputs);

/* A skeleton for one thread, before it is started. */
int inputs_skeleton(struct skeleton **skeleton, struct inputs *inputs, const struct batch_order *order,
					struct diagnostics *diagnostics);

/* In text, "" on failure: of all that the unit's plan is made of. */
void inputs_digest(char text[DIGEST_TEXT_SIZE], const struct inputs *inputs, const struct unit *unit,
				   struct buffer *scratch);

#endif
