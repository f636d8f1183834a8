# What is installed can change which compiler there is, so the goals beside setup are made by
# another make, afterwards.
AFTER_SETUP := $(filter-out setup,$(MAKECMDGOALS))

.PHONY: setup $(AFTER_SETUP)
setup: ## installs what is missing, and says what
	@sh tools/setup/setup.sh install core tools tests \
	    $(if $(SANDBOX)$(filter check grade,$(AFTER_SETUP)),sandbox) \
	    $(if $(filter check lint grade,$(AFTER_SETUP)),grading) $(if $(PLOT),plot) \
	    $(if $(filter lint format,$(AFTER_SETUP)),maintain)

$(AFTER_SETUP): setup
	@$(MAKE) $@
