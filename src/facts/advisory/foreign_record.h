// Records of other forms than OSV's, said in the words of an OSV record: everything behind this file knows OSV records
// only. A form is two functions over a record's JSON; what all forms need stands here once.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "facts/advisory/arena.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"

namespace simdjson::dom {
class element;  // NOLINT(readability-identifier-naming): their name
}

namespace ward::advisory {

struct ForeignForm {
    // Fills the record, whose views live in `arena` or are those of the JSON. Errors have no place: a record is read as
    // a whole.
    Result<void> (*read)(const simdjson::dom::element& root, OsvRecord& record, Arena& arena, Notes& notes);
    OsvTexts (*texts)(const simdjson::dom::element& root);
};

extern const ForeignForm cve_form;     // CVE records, format 5 (cve_record.cc)
extern const ForeignForm nvd_form;     // NVD's CVE API 2.0 (nvd_record.cc)
extern const ForeignForm nodejs_form;  // the Node.js Security WG (nodejs_record.cc)

// The id of NVD's record is this and the CVE's, which is its alias: a database may hold the CVE's own record as well.
constexpr std::string_view nvd_prefix = "NVD-";

// Reusable, one per thread. Views of a record live until the next call.
class ForeignParser {
  public:
    ForeignParser();
    ~ForeignParser();
    ForeignParser(ForeignParser&&) noexcept;
    ForeignParser& operator=(ForeignParser&&) noexcept;

    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(const ForeignForm& form, std::string_view json, Notes& notes);
    Result<OsvTexts> texts(const ForeignForm& form, std::string_view json);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::advisory
