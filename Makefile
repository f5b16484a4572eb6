# The targets for packagers; `npm test`, `npm run demo` and the rest do the same for developers.
#
#   make build                        dist/; after it bin/pathplug runs from the checkout
#   make install DESTDIR= PREFIX=     lays the package out (needs no network once it is built)
#   make test | test-fast             everything | what needs no virtual machine, in a minute or so
#   make demo [DEMO=replay]           the main job, in a virtual machine | over a recorded machine, in seconds
#   make bench                        the storm of docs/performance.md, by the clock
#   make soak SEED= FAULTS=           random faults under writes, compared block by block; a seed repeats a schedule
#   make rpm                          dist/rpm/*.rpm
#   make clean                        removes what was built; not node_modules, not the rig's images

PREFIX = /usr
BINDIR = $(PREFIX)/bin
LIBEXEC = $(PREFIX)/lib
PKGLIBDIR = $(LIBEXEC)/pathplug
DATADIR = $(PREFIX)/share/pathplug
DOCDIR = $(PREFIX)/share/doc/pathplug
LICENSEDIR = $(PREFIX)/share/licenses/pathplug
UDEVRULESDIR = $(PREFIX)/lib/udev/rules.d
UDEVHWDBDIR = $(PREFIX)/lib/udev/hwdb.d
SYSTEMDUNITDIR = $(PREFIX)/lib/systemd/system
TMPFILESDIR = $(PREFIX)/lib/tmpfiles.d
CATALOGDIR = $(PREFIX)/lib/systemd/catalog
INITRAMFSTOOLSDIR = $(PREFIX)/share/initramfs-tools
DRACUTMODULEDIR = $(PREFIX)/lib/dracut/modules.d/91pathplug
MANDIR = $(PREFIX)/share/man
BASHCOMPLETIONDIR = $(PREFIX)/share/bash-completion/completions
# Debian's zsh looks elsewhere for what comes with packages.
ZSHCOMPLETIONDIR = $(PREFIX)/share/zsh/$(if $(and $(filter /usr,$(PREFIX)),$(wildcard /etc/debian_version)),vendor-completions,site-functions)
FISHCOMPLETIONDIR = $(PREFIX)/share/fish/vendor_completions.d
# The interpreter that the installed program names.
NODE = /usr/bin/node
# Rules have other numbers on Debian than on Fedora and SUSE: auto, debian or fedora.
UDEV_STYLE = auto
DEMO =

layout = PREFIX BINDIR PKGLIBDIR DATADIR DOCDIR LICENSEDIR UDEVRULESDIR UDEVHWDBDIR SYSTEMDUNITDIR TMPFILESDIR CATALOGDIR INITRAMFSTOOLSDIR DRACUTMODULEDIR MANDIR BASHCOMPLETIONDIR ZSHCOMPLETIONDIR FISHCOMPLETIONDIR NODE UDEV_STYLE
sources := $(shell find core host worker commands packages packaging templates vendor-profiles -type f -not -path '*/node_modules/*' 2>/dev/null)

.PHONY: build install test test-fast demo bench soak rpm modules clean

build: dist/.built

dist/.built: $(sources) package.json package-lock.json
	packaging/ensure-modules
	node packaging/bundle.mjs
	@touch $@

modules:
	packaging/ensure-modules

install: build
	$(foreach name,$(layout),$(name)='$($(name))') DESTDIR='$(DESTDIR)' packaging/install

test:
	test/run

test-fast:
	test/run --fast

demo:
	rig/demo $(if $(filter replay,$(DEMO)),--replay)

bench:
	rig/bench

soak:
	rig/run --icount --cpus 1 --timeout 14400 --name soak --env SOAK_SEED='$(SEED)' --env SOAK_FAULTS='$(or $(FAULTS),300)' \
	  test/rig/run-cases qjs:14000:soak

rpm: build
	packaging/build-rpm

clean:
	rm -rf dist coverage host/profiles/*.generated.mjs
