// A record of any form that ward reads, as an OSV record. The form is told by the first key of the object: OSV is what
// is in no other form.
#pragma once

#include <string_view>

#include "facts/advisory/cve_record.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

enum class RecordForm { osv, cve };

RecordForm form_of(std::string_view json);

// Reusable, one per thread. Views of a record live until the next call.
class RecordParser {
  public:
    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes) {
        return form_of(json) == RecordForm::cve ? cve_.parse(json, notes) : osv_.parse(json, notes);
    }
    Result<OsvTexts> texts(std::string_view json) {
        return form_of(json) == RecordForm::cve ? cve_.texts(json) : osv_.texts(json);
    }

  private:
    OsvParser osv_;
    CveParser cve_;
};

}  // namespace ward::advisory
