// Commands of a shell's tree as words (private to commands.cc).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/shell/syntax.h"

namespace ward::vet {

class ShellWords {
  public:
    // `source` is the text of the tree.
    explicit ShellWords(std::string_view source) : source_(source) {}

    // As the shell would hand it over, with $NAME and $(…) as they are written.
    std::string text_of(const shell::Word& word) const;
    std::vector<std::string> words_of(const shell::CallExpr& call) const;
    // The call that a statement is; null: it is another command.
    static const shell::CallExpr* call_of(const shell::Stmt& stmt) {
        return shell::get_if<shell::CallExpr>(stmt.command);
    }

    // Runs what it reads: sh, node -, but not `node -e …`, which reads data.
    bool starts_with_interpreter(const shell::Stmt& stmt) const;
    bool downloads(const shell::Stmt& stmt) const;
    bool gives_environment(const shell::Stmt& stmt) const;
    // curl -o x …; chmod +x x; ./x: in this order, in one script. Calls `found` for what is run.
    void each_downloaded_run(shell::List<shell::Stmt> stmts,
                             const std::function<void(const shell::Node&)>& found) const;

  private:
    void append(const shell::WordPart& part, std::string& text) const;

    std::string_view source_;
};

}  // namespace ward::vet
