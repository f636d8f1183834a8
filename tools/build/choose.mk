# choose.mk - which exercise is meant: EX=3, EX=03, EX=counter, EX=01-counter, or its folder.
# Left out, it is the first one that isn't fixed yet; coach knows which.

# Found from where this file stands: an exercise's folder includes it, too.
EXERCISES := $(notdir $(patsubst %/,%,$(sort $(wildcard $(dir $(lastword $(MAKEFILE_LIST)))../../exercises/[0-9]*/))))

number_of = $(firstword $(subst -, ,$(1)))
rest_of_name = $(patsubst $(call number_of,$(1))-%,%,$(1))

# The folders that a word means: the number, with or without its zero, the name, or both.
meant = $(foreach folder,$(EXERCISES),$(if $(filter \
            $(folder) $(call number_of,$(folder)) $(patsubst 0%,%,$(call number_of,$(folder))) \
            $(call rest_of_name,$(folder)),$(1)),$(folder)))

define newline


endef

define no_such_exercise
racetrack: there is no exercise "$(ASKED)"; try one of these, by number or by name:
$(subst $(newline) ,$(newline),$(foreach folder,$(EXERCISES),    EX=$(folder)$(newline)))
endef

# `make new` names one that isn't there yet.
ifneq ($(EX),)
ifeq ($(filter new,$(MAKECMDGOALS)),)
ASKED := $(notdir $(patsubst %/,%,$(EX)))
override EX := $(strip $(call meant,$(ASKED)))
ifneq ($(words $(EX)),1)
$(info $(no_such_exercise))
$(error no such exercise)
endif
endif
endif
