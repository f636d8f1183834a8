# tools.mk - how the kit's own tools are built. Each tool's fragment, tool.mk, names its parts.

# What depends on FORCE is looked at every time.
.PHONY: FORCE

TOOLS := build/tools
object = $(1:%.c=$(TOOLS)/%.o)

$(TOOLS)/%.o: tools/%.c build/toolchain | $(HAVE)/core $(HAVE)/tools
	@mkdir -p $(@D)
	@$(CC) $(TOOL_LANGUAGE) $(TOOL_SANITIZER) -MMD -MP -c -o $@ $<

# $(call link_tool,LIBRARIES): the recipe that links the objects before it
link_tool = @mkdir -p $(@D) && $(CC) -pthread $(LLD) $(TOOL_SANITIZER) -o $@ $(filter %.o,$^) $(1)

-include $(wildcard $(TOOLS)/*/*.d $(TOOLS)/*/*/*.d)
