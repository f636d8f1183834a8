# meant.mk - a verb or a variable that is none is answered with the one that was meant.

# Words that people try; each with the verb that does it.
OTHER_WORDS := all:progress status:progress exercises:list answer:solution clue:hint tip:hint \
               start:next begin:next solve:verify validate:verify race:tsan tests:test \
               interleave:explore prove:explore undo:reset restore:reset restart:reset debugger:debug \
               benchmark:bench time:timing grading:grade build:verify tools:help usage:help

# $(call unknown,WORD): the recipe's one line; who typed an exercise's name is told where it belongs.
define unknown
	@asked='$(subst ','\'',$(1))'; \
	meant=$$({ sed -n 's/^#* *\([a-z0-9_.-]*\):.*## .*/\1/p' Makefile; \
	    printf '%s\n' $(OTHER_WORDS) | tr : ' '; } | ASKED="$$asked" awk -v kind=verb -f tools/build/meant.awk); \
	exercise=$$(printf '%s\n' $(EXERCISE_WORDS) | tr : ' ' | awk -v asked="$$asked" '$$1 == asked { print $$2; exit }'); \
	if [ -n "$$exercise" ]; then \
	    echo "racetrack: '$$asked' is an exercise, not a verb; try: make verify EX=$$asked"; \
	else \
	    echo "racetrack: unknown verb '$$asked'; try: make $${meant:-help}"; \
	fi >&2; exit 2
endef

# These are folders, which make would take for things that are made already.
.PHONY: solutions tests exercises tools build
solutions tests exercises tools build:
	$(call unknown,$@)
