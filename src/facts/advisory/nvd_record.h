// Records of NVD's CVE API 2.0 and of its feeds (https://nvd.nist.gov/developers/vulnerabilities), said in the words of
// an OSV record: one item of a page's `vulnerabilities`. Its id is "NVD-" and the CVE's, which is its alias: a database
// may hold the CVE's own record as well.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

constexpr std::string_view nvd_prefix = "NVD-";

// Reusable, one per thread. Views of a record live until the next call.
class NvdParser {
  public:
    NvdParser();
    ~NvdParser();
    NvdParser(NvdParser&&) noexcept;
    NvdParser& operator=(NvdParser&&) noexcept;

    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes);
    Result<OsvTexts> texts(std::string_view json);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::advisory
