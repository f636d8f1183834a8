COACH := $(TOOLS)/bin/coach
$(COACH): $(call object,coach/coach.c coach/exercises.c coach/state.c coach/progress.c \
            coach/reset.c coach/text.c verify/result.c)
	$(call link_tool,-ljansson -lcrypto)
