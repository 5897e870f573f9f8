// CVE records, format 5 (https://github.com/CVEProject/cve-schema), said in the words of an OSV record: published CVEs
// as cvelistV5 has them, and what projects publish of their own in that form (OpenSSL). Everything behind this file
// knows OSV records only.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

// Reusable, one per thread. Views of a record live until the next call.
class CveParser {
  public:
    CveParser();
    ~CveParser();
    CveParser(CveParser&&) noexcept;
    CveParser& operator=(CveParser&&) noexcept;

    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes);
    Result<OsvTexts> texts(std::string_view json);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::advisory
