# What is released: make dist packs the kit, make deb builds Debian packages of it.

DIST := build/dist

.PHONY: dist
dist: ## packs the committed kit as build/dist/racetrack-VERSION.tar.xz
	@sh tools/release/dist.sh $(DIST)

DEBS := build/deb

.PHONY: deb
deb: dist ## builds Debian packages of the explorer and the kit, in build/deb
	@sh tools/release/deb.sh $(DIST)/racetrack-$(RACETRACK_VERSION).tar.xz $(DEBS)
