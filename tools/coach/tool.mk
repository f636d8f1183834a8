COACH := $(TOOLS)/bin/coach
