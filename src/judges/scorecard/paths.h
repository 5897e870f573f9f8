// How the peer chooses files: Go's path.Match on the whole path, then on the last name.
#pragma once

#include <string_view>

#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/listed_files.h"

namespace ward::scorecard {

enum class Letters : uint8_t { any_case, as_written };

// `pattern` is one of ours: a bad one is a broken invariant.
class PathPattern {
  public:
    explicit PathPattern(std::string_view pattern, Letters letters = Letters::any_case);
    bool matches(std::string_view path) const;

  private:
    GoPathPattern pattern_;
    Letters letters_;
};
bool matches_path(std::string_view path, std::string_view pattern, Letters letters = Letters::any_case);

// .github/workflows/NAME.yml or .yaml: folders in any case, the ending as written.
bool is_workflow_path(std::string_view path);

// A name with "template", "tmpl" or "tpl" between dots, dashes and underscores.
bool is_template_name(std::string_view path);

}  // namespace ward::scorecard
