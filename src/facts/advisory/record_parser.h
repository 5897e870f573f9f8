// A record of any form that ward reads, as an OSV record. The form is told by the first key of the object: OSV is what
// is in no other form.
#pragma once

#include <string_view>

#include "facts/advisory/cve_record.h"
#include "facts/advisory/nodejs_record.h"
#include "facts/advisory/nvd_record.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

enum class RecordForm { osv, cve, nvd, nodejs };

RecordForm form_of(std::string_view json);

// Reusable, one per thread. Views of a record live until the next call.
class RecordParser {
  public:
    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes) {
        switch (form_of(json)) {
            case RecordForm::cve: return cve_.parse(json, notes);
            case RecordForm::nvd: return nvd_.parse(json, notes);
            case RecordForm::nodejs: return nodejs_.parse(json, notes);
            case RecordForm::osv: break;
        }
        return osv_.parse(json, notes);
    }
    Result<OsvTexts> texts(std::string_view json) {
        switch (form_of(json)) {
            case RecordForm::cve: return cve_.texts(json);
            case RecordForm::nvd: return nvd_.texts(json);
            case RecordForm::nodejs: return nodejs_.texts(json);
            case RecordForm::osv: break;
        }
        return osv_.texts(json);
    }

  private:
    OsvParser osv_;
    CveParser cve_;
    NvdParser nvd_;
    NodejsParser nodejs_;
};

}  // namespace ward::advisory
