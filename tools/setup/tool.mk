# What is installed can change which compiler there is, so the goals beside setup are made by
# another make, afterwards.
AFTER_SETUP := $(filter-out setup,$(MAKECMDGOALS))

.PHONY: setup $(AFTER_SETUP)
setup: ## installs what is missing, and says what
	@sh tools/setup/setup.sh install core tools tests \
	    $(if $(SANDBOX)$(filter check grade,$(AFTER_SETUP)),sandbox) \
	    $(if $(filter check lint grade,$(AFTER_SETUP)),grading) $(if $(PLOT),plot) \
	    $(if $(filter play lint,$(AFTER_SETUP)),play) \
	    $(if $(filter lint format,$(AFTER_SETUP)),maintain)

# The first race is there to be seen. It is no error of the setup, and make is not to end with one.
WHAT_IS_NEXT := That is the first data race. Next: read the README.md beside the program, fix it, run make verify.
$(AFTER_SETUP): setup
	@$(MAKE) $@ $(if $(filter tsan,$@),TO_SEE=1)
	$(if $(filter tsan,$@),@printf '\n%s\n' '$(WHAT_IS_NEXT)')
