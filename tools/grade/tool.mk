# grade: many submissions. make grade SUBMISSIONS=folder [RESULTS=] [SEED=] [JOBS=] [SHARD=2/8]
# [WEIGHTS=file] [OVERRIDES=file] [ANONYMOUS=1] [CLONES=hw1-] [STUDENT=name] [UNSAFE=1]

GRADE := $(TOOLS)/bin/grade
GRADE_PARTS := grade class attribute archive export collect store kit weights facts meaning report overrides adjust committed regrade codes page packed traps fixes history similar work pool show zip \
               out_table out_csv out_json out_junit out_gradescope out_classroom50 out_autolab \
               out_prairielearn out_vpl out_artemis out_gradebooks out_sarif out_annotations out_feedback
GRADE_OBJECTS := $(call object,$(GRADE_PARTS:%=grade/%.c) run/watch.c) $(KIT_LIBRARY) $(PAGE_LIBRARY)

$(call object,grade/archive.c grade/packed.c): | $(HAVE)/grading
$(GRADE): $(GRADE_OBJECTS)
	$(call link_tool,-ljansson -larchive -lcrypto)

# What the gradings of one exercise share: built once, before any of them runs.
.PHONY: verify-parts grade grade-merge
ifneq ($(EX),)
verify-parts: $(VERIFY) harness
	@:
endif

# What make was told on its command line counts for the gradings' make too.
GRADE_VARIABLES := $(foreach name,CC LLD,$(if $(filter command%,$(origin $(name))),--make-variable='$(name)=$($(name))'))

grade: $(GRADE) $(BOX) ## what a class handed in: SUBMISSIONS=folder, a folder for each student
	$(if $(SUBMISSIONS),,@echo "racetrack: grade: SUBMISSIONS= is missing; try: make grade SUBMISSIONS=folder" >&2; exit 2)
	@$(GRADE) --make='$(MAKE_COMMAND)' $(GRADE_VARIABLES) $(if $(BOX),--sandbox='$(BOX)') \
	    $(if $(RESULTS),--results='$(RESULTS)') $(if $(SEED),--seed='$(SEED)') \
	    $(if $(JOBS),--jobs='$(JOBS)') $(if $(SHARD),--shard='$(SHARD)') \
	    $(if $(WEIGHTS),--weights='$(WEIGHTS)') $(if $(CLONES),--prefix='$(CLONES)') \
	    $(if $(OVERRIDES),--overrides='$(OVERRIDES)') $(if $(ANONYMOUS),--anonymous) \
	    $(if $(STUDENT),--student='$(STUDENT)') $(if $(UNSAFE),--unsafe) -- "$$SUBMISSIONS"

grade-merge: $(GRADE) ## puts shards together: SHARDS='folder folder' RESULTS=folder
	$(if $(SHARDS),,@echo "racetrack: grade-merge: SHARDS= is missing; try: make grade-merge SHARDS='one two' RESULTS=folder" >&2; exit 2)
	@$(GRADE) $(if $(RESULTS),--results='$(RESULTS)') $(if $(WEIGHTS),--weights='$(WEIGHTS)') \
	    $(if $(OVERRIDES),--overrides='$(OVERRIDES)') $(if $(ANONYMOUS),--anonymous) merge $(SHARDS)

# What all gradings share, of every exercise: for an image in which gradings will be run.
.PHONY: grade-parts
grade-parts: $(GRADE) $(BOX) $(VERIFY)
	@for exercise in $(EXERCISES); do $(MAKE) -s harness EX=$$exercise || exit; done
