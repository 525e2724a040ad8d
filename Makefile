# vanthu: make [all], samples, gallery, check, lint, format, asan, ubsan, fuzz, cover, bench, bench-batch, gaps, cost, accept,
# variations, conformance, install, dist, clean.
# accept judges the rendered samples by the independent auditor in AUDIT, and plan.rng by the grammar beside it; variations
# judges plans made of them;
# conformance judges them by veraPDF (PDF/A-3a, PDF/UA-1), reads their words by pdftotext, mutool and pdf.js, and verifies
# what pyHanko signed.

PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
BUILD ?= build
CFLAGS ?= -O2 -g
WARNINGS ?= -Wall -Wextra -Wpedantic
AUDIT ?= ../shared/audit
VERSION := 0.1.0
SO_VERSION := 0

PACKAGES := libxml-2.0 harfbuzz harfbuzz-subset fontconfig libutf8proc libunibreak libdeflate zlib libpng libjpeg nettle libxxhash
PACKAGE_CFLAGS := $(shell pkg-config --cflags $(PACKAGES))
LIBS := $(shell pkg-config --libs $(PACKAGES)) -lhpdf -lm
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -DVANTHU_VERSION='"$(VERSION)"' -DVANTHU_PREFIX='"$(PREFIX)"' \
	-Isrc -Iinclude -pthread -fPIC -fvisibility=hidden -MMD -MP $(PACKAGE_CFLAGS) $(WARNINGS) $(CFLAGS)
LINK = $(CC) -pthread $(CFLAGS) $(LDFLAGS) -o $@

object = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY_OBJECTS := $(call object,$(wildcard src/*.c) $(filter-out src/cli/% src/reader/% src/batch/% src/register/%,$(wildcard src/*/*.c)))
PROGRAM_OBJECTS := $(call object,$(wildcard src/cli/*.c))
READER_OBJECTS := $(call object,$(wildcard src/reader/*.c))
BATCH_OBJECTS := $(call object,$(wildcard src/batch/*.c src/register/*.c))
APP_OBJECTS := $(filter-out %/main.o,$(PROGRAM_OBJECTS))
TESTS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/*/*_test.c))
SCRIPTS := $(filter-out tests/bench/run,$(wildcard tests/*/run))
EXAMPLES := $(patsubst %.c,$(BUILD)/%,$(wildcard samples/*.c))
PLANS = $(shell grep -l urn:vanthu:plan:1 samples/*.xml)
LIBRARY := $(BUILD)/libvanthu.a
SHARED := $(BUILD)/libvanthu.so
READER := $(BUILD)/vanthu-reader.so
BATCH := $(BUILD)/vanthu-batch.so
MODULES := $(READER) $(BATCH)
SOURCES = $(shell git ls-files -co --exclude-standard '*.c' '*.h')

.PHONY: all samples gallery check lint format asan ubsan fuzz cover bench bench-batch gaps cost accept variations conformance install dist clean force
.DELETE_ON_ERROR:
.SECONDARY:

all: $(LIBRARY) $(BUILD)/vanthu $(MODULES) $(SHARED) $(EXAMPLES)

# Whoever changes the compiler or its flags builds everything anew.
$(BUILD)/flags: force
	@mkdir -p $(@D)
	@echo "$(CC) $(subst ",,$(ALL_CFLAGS)) $(LDFLAGS)" | cmp -s - $@ || echo "$(CC) $(subst ",,$(ALL_CFLAGS)) $(LDFLAGS)" >$@

$(BUILD)/%.o: %.c Makefile $(BUILD)/flags
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(DEFINES) -c $< -o $@

# Templates that need no check at run time, as the tests check them: {checksum, size}.
SHIPPED := $(wildcard templates/*.xml)
$(BUILD)/src/template/check.o: $(SHIPPED)
$(BUILD)/src/template/check.o: private DEFINES = -DSHIPPED_TEMPLATES='$(shell cksum $(SHIPPED) | awk '{ print "{" $$1 "U," $$2 "}," }')'

$(LIBRARY): $(LIBRARY_OBJECTS)
	rm -f $@
	ar rcsD $@ $^

$(SHARED): $(LIBRARY_OBJECTS)
	$(LINK).$(SO_VERSION) -shared -Wl,-soname,$(@F).$(SO_VERSION) $^ $(LIBS)
	ln -sf $(@F).$(SO_VERSION) $@

$(BUILD)/vanthu: $(PROGRAM_OBJECTS) $(LIBRARY)
	$(LINK) $^ $(LIBS)

# Modules: loaded by the commands that need them; each has its own copy of what it needs of the library.
$(READER): $(READER_OBJECTS) $(LIBRARY)
	$(LINK) -shared $^ $(shell pkg-config --libs libqpdf) $(LIBS)

BATCH_LIBS := -lcsv -lsqlite3
$(BATCH): $(BATCH_OBJECTS) $(LIBRARY)
	$(LINK) -shared $^ $(BATCH_LIBS) $(LIBS)

$(EXAMPLES) $(BUILD)/tests/bench/bench $(BUILD)/tests/bench/gaps: %: %.o $(LIBRARY)
	$(LINK) $^ $(LIBS)

# Tests. WRAP: calls that the test makes fail. The program's own are linked with a false library, the faults' not.
comma := ,
ALLOCATIONS := malloc calloc realloc
$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $(LIBRARY)
	$(LINK) $(addprefix -Wl$(comma)--wrap=,$(WRAP)) $(filter %.o,$^) $(LIBRARY) $(LIBS) -lcmocka

$(BUILD)/tests/base/file_test: WRAP = read write fsync syncfs close fchmod rename
$(filter $(BUILD)/tests/batch/% $(BUILD)/tests/register/%,$(TESTS)): $(BATCH_OBJECTS)
$(filter $(BUILD)/tests/batch/% $(BUILD)/tests/register/%,$(TESTS)): LIBS += $(BATCH_LIBS)
$(BUILD)/tests/batch/units_test $(BUILD)/tests/batch/run_test: WRAP = $(ALLOCATIONS)
$(BUILD)/tests/batch/progress_test: WRAP = clock_gettime
$(filter $(BUILD)/tests/cli/%,$(TESTS)): $(APP_OBJECTS) $(BUILD)/tests/cli/world.o
$(BUILD)/tests/image/image_test: WRAP = $(ALLOCATIONS)
$(BUILD)/tests/text/shape_test: WRAP = hb_shape_full
$(BUILD)/tests/device/subset_test: WRAP = hb_subset_plan_execute_or_fail
$(BUILD)/tests/derive/derive_test: WRAP = $(ALLOCATIONS)
$(BUILD)/tests/faults/render_test: WRAP = $(ALLOCATIONS) write fsync close rename
$(BUILD)/tests/faults/render_test: $(APP_OBJECTS)
$(BUILD)/tests/faults/verify_test: WRAP = $(ALLOCATIONS)
$(BUILD)/tests/faults/verify_test: $(READER_OBJECTS)
$(BUILD)/tests/faults/verify_test: LIBS += $(shell pkg-config --libs libqpdf)

$(BUILD)/tests/fuzz/replay: $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/render_fuzz.o $(LIBRARY)
	$(LINK) $^ $(LIBS)

$(BUILD)/tests/fuzz/replay_verify: $(BUILD)/tests/fuzz/replay.o $(BUILD)/tests/fuzz/verify_fuzz.o $(READER_OBJECTS) $(LIBRARY)
	$(LINK) $^ $(shell pkg-config --libs libqpdf) $(LIBS)

$(BUILD)/tests/equivalence/mutate: $(BUILD)/tests/equivalence/mutate.o
	$(LINK) $^ $(LIBS)

$(BUILD)/tests/derive/derive: $(BUILD)/tests/derive/derive.o $(LIBRARY)
	$(LINK) $^ $(LIBS)

$(BUILD)/render_fuzz: $(BUILD)/tests/fuzz/render_fuzz.o $(LIBRARY)
	$(LINK) -fsanitize=fuzzer $^ $(LIBS)

$(BUILD)/verify_fuzz: $(BUILD)/tests/fuzz/verify_fuzz.o $(READER_OBJECTS) $(LIBRARY)
	$(LINK) -fsanitize=fuzzer $^ $(shell pkg-config --libs libqpdf) $(LIBS)

samples: $(BUILD)/vanthu
	$(BUILD)/vanthu render -o out/ $(PLANS)

# The README's picture.
gallery: $(BUILD)/vanthu
	BUILD=$(BUILD) samples/gallery.sh

check: $(TESTS) $(BUILD)/vanthu $(MODULES) $(SHARED) $(EXAMPLES) $(BUILD)/tests/fuzz/replay $(BUILD)/tests/fuzz/replay_verify \
		$(BUILD)/tests/derive/derive
	@VANTHU_DATA=$(CURDIR) BUILD=$(BUILD) tests/run $(TESTS) $(SCRIPTS)

asan:
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/leaks.supp:print_suppressions=0 \
		$(MAKE) check BUILD=$(BUILD)/asan CFLAGS='-O1 -g -fno-omit-frame-pointer -fsanitize=address -DVANTHU_ARENA_DEBUG'

ubsan:
	$(MAKE) check BUILD=$(BUILD)/ubsan \
		CFLAGS='-O1 -g -fsanitize=undefined -fno-sanitize-recover=all -DVANTHU_ARENA_DEBUG'

# Then tests/fuzz/start runs it.
fuzz:
	$(MAKE) build/fuzz/render_fuzz build/fuzz/verify_fuzz BUILD=build/fuzz CC=clang \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -DVANTHU_ARENA_DEBUG'

cover:
	$(MAKE) check BUILD=$(BUILD)/cover CFLAGS='-O0 -g --coverage'
	lcov --quiet --capture --directory $(BUILD)/cover/src --output-file $(BUILD)/cover/lcov.info
	lcov --list $(BUILD)/cover/lcov.info

lint:
	clang-format --dry-run -Werror $(SOURCES)
	tests/check-includes
	clang-tidy --quiet --warnings-as-errors='*' $(filter src/%.c,$(SOURCES)) -- $(filter-out -MMD -MP,$(ALL_CFLAGS))

format:
	clang-format -i $(SOURCES)

bench: $(BUILD)/tests/bench/bench $(BUILD)/vanthu
	VANTHU_DATA=$(CURDIR) tests/bench/run $(BUILD)

# A province of 100, 1,000 and 10,000 units: some minutes. FOLDER: on the disk that is to be measured.
bench-batch: $(BUILD)/vanthu $(MODULES)
	tests/bench/batch $(BUILD) $(FOLDER)

# Word gaps of justified lines, total-fit against greedy.
gaps: $(BUILD)/tests/bench/gaps
	VANTHU_DATA=$(CURDIR) $< $(filter-out %/skeleton.xml,$(shell grep -l urn:vanthu:plan:1 samples/*.xml samples/*/*.xml))

# Total-fit and best-fit against greedy and first-fit, in instructions.
cost: $(BUILD)/tests/bench/bench $(BUILD)/vanthu
	tests/bench/cost $(BUILD)

accept: $(BUILD)/vanthu $(MODULES) $(BUILD)/tests/equivalence/mutate $(BUILD)/tests/derive/derive
	VANTHU_DATA=$(CURDIR) BUILD=$(BUILD) AUDIT=$(AUDIT) tests/accept.sh
	BUILD=$(BUILD) GRAMMAR=$(AUDIT)/../plan.rnc tests/equivalence.sh

# The seed plans, each paragraph in turn doubled, cut or left out, judged by the auditor: ten minutes. COUNT=100: so many.
variations: $(BUILD)/vanthu
	[ -x $(BUILD)/audit-venv/bin/python ] || sh $(AUDIT)/setup.sh $(BUILD)/audit-venv
	VANTHU_DATA=$(CURDIR) $(BUILD)/audit-venv/bin/python tests/variations.py $(BUILD)/vanthu $(BUILD)/audit-venv/bin/python \
		$(AUDIT)/audit.py $(COUNT)

conformance: $(BUILD)/vanthu $(MODULES)
	BUILD=$(BUILD) tests/conformance.sh
	BUILD=$(BUILD) tests/words.sh
	BUILD=$(BUILD) tests/signatures.sh

install: all
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/pkgconfig lib/vanthu include share/vanthu/templates/new share/vanthu/fonts)
	install $(BUILD)/vanthu $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(MODULES) $(DESTDIR)$(PREFIX)/lib/vanthu
	install -m 644 $(LIBRARY) $(SHARED).$(SO_VERSION) $(DESTDIR)$(PREFIX)/lib
	ln -sf libvanthu.so.$(SO_VERSION) $(DESTDIR)$(PREFIX)/lib/libvanthu.so
	install -m 644 include/vanthu.h $(DESTDIR)$(PREFIX)/include
	install -m 644 templates/*.* $(DESTDIR)$(PREFIX)/share/vanthu/templates
	install -m 644 templates/new/* $(DESTDIR)$(PREFIX)/share/vanthu/templates/new
	install -m 644 fonts/* $(DESTDIR)$(PREFIX)/share/vanthu/fonts
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@PACKAGES@|$(PACKAGES)|' vanthu.pc.in \
		>$(DESTDIR)$(PREFIX)/lib/pkgconfig/vanthu.pc

dist:
	@mkdir -p $(BUILD)
	git archive --prefix=vanthu-$(VERSION)/ --output=$(BUILD)/vanthu-$(VERSION).tar.gz HEAD

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/src $(BUILD)/tests $(BUILD)/samples -name '*.d' 2>/dev/null)
