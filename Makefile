# Each line hands over to deploy/bootstrap.py, which needs nothing but Python 3.11 or newer.
PYTHON ?= python3
.PHONY: demo test check lock

demo:  ; @$(PYTHON) deploy/bootstrap.py demo
test:  ; @$(PYTHON) deploy/bootstrap.py test
check: ; @$(PYTHON) deploy/bootstrap.py check
lock:  ; @$(PYTHON) deploy/bootstrap.py lock
