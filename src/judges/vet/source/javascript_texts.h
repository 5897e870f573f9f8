// The constant texts of a file: what they are handed to, what is encoded in them, what the patterns find in them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "judges/vet/source/javascript_file.h"
#include "lang/javascript/constants.h"

namespace ward::vet {

class JavascriptTexts {
  public:
    // `depth`: how deep the code stands in texts of other code.
    JavascriptTexts(const javascript::TokenList& tokens, JavascriptReading& reading, unsigned depth)
        : tokens_(tokens), reading_(reading), depth_(depth) {}

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
    void on_data_address(const javascript::Constant& constant, bool is_request);
    void note_path(const javascript::Constant& constant);
    void note_code(std::string_view text, uint32_t line);
    void read_inner_code();
    bool is_code_argument(const javascript::Constant& constant) const;
    void match();

    const javascript::TokenList& tokens_;
    JavascriptReading& reading_;
    std::string texts_;
    std::vector<Place> places_;
    std::vector<std::pair<std::string, uint32_t>> command_texts_;
    std::vector<std::pair<std::string, uint32_t>> inner_codes_;
    size_t next_inner_ = 0;  // that was not read yet
    size_t inner_bytes_ = 0;
    std::unordered_set<std::string> paths_;
    unsigned depth_;
    uint32_t encoded_ = 0;
    uint32_t escaped_ = 0;
};

}  // namespace ward::vet
