# vanthu: make [all], check, lint, format, asan, ubsan, cover, bench, install, dist, clean.
# accept runs the independent auditor, where the folder ../shared is.

PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
BUILD ?= build
CFLAGS ?= -O2 -g
WARNINGS ?= -Wall -Wextra -Wpedantic
VERSION := 0.1.0

RENDER_LIBS := libxml-2.0 harfbuzz harfbuzz-subset fontconfig libutf8proc libunibreak libdeflate
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -DVANTHU_VERSION='"$(VERSION)"' -DVANTHU_PREFIX='"$(PREFIX)"' \
	-Isrc -Iinclude -fPIC -fvisibility=hidden -MMD -MP $(shell pkg-config --cflags $(RENDER_LIBS)) $(WARNINGS) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(RENDER_LIBS)) -lhpdf -lm

LIBRARY_SOURCES := $(wildcard src/*.c) $(filter-out src/cli/%,$(wildcard src/*/*.c))
PROGRAM_SOURCES := $(wildcard src/cli/*.c)
TEST_SOURCES := $(wildcard tests/*/*_test.c)

object = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY_OBJECTS := $(call object,$(LIBRARY_SOURCES))
PROGRAM_OBJECTS := $(call object,$(PROGRAM_SOURCES))
TESTS := $(patsubst %.c,$(BUILD)/%,$(TEST_SOURCES))

.PHONY: all check
all: $(BUILD)/libvanthu.a

$(BUILD)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(BUILD)/libvanthu.a: $(LIBRARY_OBJECTS)
	rm -f $@
	ar rcsD $@ $^

$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $(BUILD)/libvanthu.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libvanthu.a $(LIBS) -lcmocka

check: $(TESTS)
	@set -e; for test in $(TESTS); do echo "== $$test"; VANTHU_DATA=$(CURDIR) $$test; done

-include $(LIBRARY_OBJECTS:.o=.d) $(PROGRAM_OBJECTS:.o=.d) $(TESTS:=.d)
