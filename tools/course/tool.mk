# What is handed out, and to whom: make handout [EXERCISES=1,8,13], make course FOR=platform [EXERCISES=]
# [WEIGHTS=file]. EXERCISES is also make's own list of all exercises: one that was typed is a choice.
CHOSEN := $(if $(filter command%,$(origin EXERCISES)),$(EXERCISES))

HANDED_OUT := build/handout
COURSE = build/course/$(FOR)

PACK := $(TOOLS)/bin/pack
$(call object,course/pack.c): | $(HAVE)/grading
$(PACK): $(call object,course/pack.c)
	$(call link_tool,-larchive)

.PHONY: handout course
handout: ## what students get: the kit without solutions, as build/handout/racetrack.tar.gz; EXERCISES=1,8,13
	@CHOSEN='$(CHOSEN)' WEIGHTS='$(WEIGHTS)' sh tools/course/handout.sh tar $(HANDED_OUT)/racetrack $(HANDED_OUT)/racetrack.tar.gz
	@rm -rf $(HANDED_OUT)/racetrack && echo $(HANDED_OUT)/racetrack.tar.gz

course: $(PACK) ## what a platform takes, in build/course: FOR=gradescope, EXERCISES=1,8,13, WEIGHTS=file
	$(if $(FOR),,@echo "racetrack: course: FOR= is missing; try: FOR=classroom50; see tools/course" >&2; exit 2)
	@CHOSEN='$(CHOSEN)' WEIGHTS='$(WEIGHTS)' PACK='$(PACK)' sh tools/course/course.sh '$(FOR)' '$(COURSE)'
	@echo $(COURSE)
