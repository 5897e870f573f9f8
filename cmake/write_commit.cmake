# Writes OUTPUT with the commit of SOURCE ("unknown" outside a checkout); leaves it alone when nothing changed.
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define WARD_COMMIT \"@commit@\"\n" @ONLY)
