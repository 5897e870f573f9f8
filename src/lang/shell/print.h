#pragma once
#include <optional>
#include <string>
#include "lang/shell/syntax.h"
namespace ward::shell {
inline std::optional<std::string> print(const Stmt&) { return std::nullopt; }
}
