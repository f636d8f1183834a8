REPORT := $(TOOLS)/bin/tsan-report
