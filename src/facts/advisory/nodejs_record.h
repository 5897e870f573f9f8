// Records of the Node.js Security WG (https://github.com/nodejs/security-wg, vuln/core and vuln/npm), said in the words
// of an OSV record. They have no id that is theirs alone, so a record is held within an object that names it:
//
//     {"nodejs-core": "150", "cve": "CVE-2024-27983", "record": {...}}        (containers.h makes these)
//
// Its id is then NODEJS-CORE-150, and of a record of several CVEs NODEJS-CORE-150-CVE-2024-27983: CVEs that share a
// record are no aliases of each other.
#pragma once

#include <memory>
#include <string_view>

#include "base/result.h"
#include "facts/advisory/notes.h"
#include "facts/advisory/osv_record.h"

namespace ward::advisory {

// Reusable, one per thread. Views of a record live until the next call.
class NodejsParser {
  public:
    NodejsParser();
    ~NodejsParser();
    NodejsParser(NodejsParser&&) noexcept;
    NodejsParser& operator=(NodejsParser&&) noexcept;

    // As OsvParser::parse and texts.
    Result<const OsvRecord*> parse(std::string_view json, Notes& notes);
    Result<OsvTexts> texts(std::string_view json);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::advisory
