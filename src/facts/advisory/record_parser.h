// A record of any form that ward reads, as an OSV record. The form is told by the first key of the object: OSV is what
// is in no other form.
#pragma once

#include <string_view>

#include "facts/advisory/foreign_record.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

// The form of a record; null: OSV.
const ForeignForm* form_of(std::string_view json);

// Reusable, one per thread. Views of a record live until the next call.
class RecordParser {
  public:
    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes) {
        const ForeignForm* form = form_of(json);
        return form != nullptr ? foreign_.parse(*form, json, notes) : osv_.parse(json, notes);
    }
    Result<OsvTexts> texts(std::string_view json) {
        const ForeignForm* form = form_of(json);
        return form != nullptr ? foreign_.texts(*form, json) : osv_.texts(json);
    }

  private:
    OsvParser osv_;
    ForeignParser foreign_;
};

}  // namespace ward::advisory
