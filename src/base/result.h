// Result<T> and Error: they stand in the public headers, because the permission library gives them to embedders.
#pragma once

#include "ward/result.h"  // IWYU pragma: export
