// The constant texts of a file: what they are handed to, what is encoded in them, what the patterns find in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judges/vet/source/javascript_file.h"
#include "lang/javascript/constants.h"

namespace ward::vet {

class JavascriptTexts {
  public:
    JavascriptTexts(const javascript::TokenList& tokens, JavascriptReading& reading)
        : tokens_(tokens), reading_(reading) {}

    void read();

  private:
    struct Place {
        size_t offset = 0;
        uint32_t line = 0;
        bool encoded = false;
    };

    void on_constant(const javascript::Constant& constant);
    void add(std::string_view text, uint32_t line, bool encoded);
    void decode(const javascript::Constant& constant);
    void on_request(const javascript::Constant& constant, uint32_t callee);
    void on_argument(const javascript::Constant& constant, uint32_t callee);
    void on_command(const javascript::Constant& constant);
    void match();

    const javascript::TokenList& tokens_;
    JavascriptReading& reading_;
    std::string texts_;
    std::vector<Place> places_;
    std::vector<std::pair<std::string, uint32_t>> command_texts_;
    uint32_t encoded_ = 0;
    uint32_t escaped_ = 0;
};

}  // namespace ward::vet
