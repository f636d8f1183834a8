# choose.mk - which exercise is meant: EX=3, EX=03, EX=counter, EX=01-counter, or its folder.
# Left out, it is the first one that isn't fixed yet; coach knows which.

# Found from where this file stands: an exercise's folder includes it, too.
CHOOSE_FOLDER := $(dir $(lastword $(MAKEFILE_LIST)))
EXERCISES := $(notdir $(patsubst %/,%,$(sort $(wildcard $(CHOOSE_FOLDER)../../exercises/[0-9]*/))))

number_of = $(firstword $(subst -, ,$(1)))
rest_of_name = $(patsubst $(call number_of,$(1))-%,%,$(1))

# The folders that a word means: the number, with or without its zero, the name, or both.
meant = $(foreach folder,$(EXERCISES),$(if $(filter \
            $(folder) $(call number_of,$(folder)) $(patsubst 0%,%,$(call number_of,$(folder))) \
            $(call rest_of_name,$(folder)),$(1)),$(folder)))

comma := ,
define newline


endef

define no_such_exercise
racetrack: there is no exercise "$(ASKED)"; try one of these, by number or by name:
$(subst $(newline) ,$(newline),$(foreach folder,$(EXERCISES),    EX=$(folder)$(newline)))
endef

# Each word that means an exercise, with its folder: "1:01-counter".
EXERCISE_WORDS = $(foreach folder,$(EXERCISES),$(addsuffix :$(folder),$(sort $(folder) \
    $(patsubst 0%,%,$(call number_of,$(folder))) $(call number_of,$(folder)) $(call rest_of_name,$(folder)))))

# The exercise that is near to what was typed; see meant.awk.
near_exercise = $(shell printf '%s\n' $(EXERCISE_WORDS) | tr : ' ' | \
    ASKED='$(subst ','\'',$(ASKED))' awk -v kind=exercise -f $(CHOOSE_FOLDER)meant.awk)

# A variable in small letters, or by another name, would be left unseen.
MISSPELT := $(foreach pair,ex:EX Ex:EX exercise:EX EXERCISE:EX source:SOURCE hint:HINT runs:RUNS schedule:SCHEDULE,\
    $(if $(filter command%,$(origin $(firstword $(subst :, ,$(pair))))),$(pair)))
ifneq ($(strip $(MISSPELT)),)
WRITTEN := $(firstword $(subst :, ,$(MISSPELT)))
$(info racetrack: $(WRITTEN)=$($(WRITTEN)): there is no variable $(WRITTEN); try: $(word 2,$(subst :, ,$(MISSPELT)))=$($(WRITTEN)))
$(error no such variable)
endif

# `make new` names one that isn't there yet.
ifneq ($(EX),)
ifeq ($(filter new,$(MAKECMDGOALS)),)
ASKED := $(notdir $(patsubst %/,%,$(EX)))
override EX := $(strip $(call meant,$(ASKED)))
ifneq ($(words $(EX)),1)
NEAR := $(near_exercise)
$(info $(if $(NEAR),racetrack: there is no exercise "$(ASKED)"; try: EX=$(NEAR),$(no_such_exercise)))
$(error no such exercise)
endif
endif
endif
