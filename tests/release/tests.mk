# The tests of what is released. `make dist-tried` and `make deb-tried`, outside of check, use it in
# fresh Debian roots.

build/tests/test_release build/tests/test_action: build/tests/test_%: build/tests/release/test_%.o build/tests/grade/shell.o
	$(call link_test)

.PHONY: test-release
test-release: build/tests/test_release build/tests/test_action $(INTERLEAVE) $(INTERLEAVE_WRAP)
	@$< --jobs=2
	@INTERLEAVE=$(dir $(INTERLEAVE)) build/tests/test_action --jobs=2

# Outside of check, since they take root, a network and some minutes.
FRESH := tests/setup/fresh-root.sh
DIST_TRIED := build/tests/dist

.PHONY: dist-tried deb-tried
dist-tried: dist ## the tarball in a fresh Debian: unpacked, and used without git
	@rm -rf $(DIST_TRIED) && mkdir -p $(DIST_TRIED)
	@tar -C $(DIST_TRIED) --strip-components=1 -xf $(DIST)/racetrack-$(RACETRACK_VERSION).tar.xz
	@$(FRESH) --from $(DIST_TRIED) -- 'make version' 'make help' 'make setup tsan EX=1'

# What is built here is installed in each release: SUITES='trixie' for one of them.
DEB_TRIED := build/tests/deb
SUITES := bookworm trixie
deb-tried: deb ## the packages in fresh Debian roots: installed, used, removed
	@rm -rf $(DEB_TRIED) && mkdir -p $(DEB_TRIED)
	@cp -R $(DEBS)/*.deb tests/release/consumers.sh tests/release/consumer tests/release/installed.sh $(DEB_TRIED)
	@failed=; for suite in $(SUITES); do \
	    $(FRESH) --suite $$suite --from $(DEB_TRIED) -- 'sh installed.sh' || failed="$$failed $$suite"; \
	done; [ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }

# The steps of tools/action, in a made-up checkout; it needs npm.
.PHONY: action-tried
action-tried: ## what tools/action does in a project's checkout, in an imitation of GitHub
	@sh tests/release/action.sh build/tests/action
