# Two commands do everything on a fresh machine with a Swift 6.3 toolchain: `make demo` and `make test`.
.PHONY: demo build test setup clean

demo: build
	.build/release/orthosae train

build: setup
	swift build -c release --product orthosae

test: setup
	Tools/test.sh

setup:
	@Tools/setup.sh

clean:
	rm -rf .build
