# Each line hands over to deploy/bootstrap.py, which needs nothing but Python 3.11 or newer.
PYTHON ?= python3
.PHONY: demo test quick check bench assurance translations screenshots lock

demo:  ; @$(PYTHON) deploy/bootstrap.py demo
test:  ; @$(PYTHON) deploy/bootstrap.py test
quick: ; @$(PYTHON) deploy/bootstrap.py quick
check: ; @$(PYTHON) deploy/bootstrap.py check
bench: ; @$(PYTHON) deploy/bootstrap.py bench
assurance: ; @$(PYTHON) deploy/bootstrap.py assurance
translations: ; @$(PYTHON) deploy/bootstrap.py translations
screenshots: ; @$(PYTHON) deploy/bootstrap.py screenshots
lock:  ; @$(PYTHON) deploy/bootstrap.py lock
