// For tests: the facts of a folder of small files.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

#include "facts/inventory/tree_fixture.h"
#include "judges/scorecard/facts.h"

namespace ward::scorecard {

class TreeFacts {
  public:
    explicit TreeFacts(std::initializer_list<std::pair<std::string_view, std::string_view>> files) : folder_(files) {
        read();
    }
    const Facts& operator*() const { return facts_; }
    Facts* operator->() { return &facts_; }
    std::string path() const { return folder_.path(); }
    // Once more, after the folder has changed.
    void read() {
        auto root = Root::open(folder_.path());
        if (!root) throw std::runtime_error(root.error().message());
        root_ = std::make_unique<Root>(std::move(*root));
        tree_ = std::make_unique<inventory::Tree>(*root_, root_->walk({}, [](std::string_view) { return true; }));
        facts_ = Facts::read(*tree_);
        facts_.as_of = *parse_instant("2026-11-26");
    }

  private:
    inventory::TreeFixture folder_;
    std::unique_ptr<Root> root_;
    std::unique_ptr<inventory::Tree> tree_;
    Facts facts_;
};

}  // namespace ward::scorecard
