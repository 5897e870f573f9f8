// Disjoint sets over 0..n-1, with union by size and halved paths: nearly constant time for each join.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace ward::advisory {

class UnionFind {
  public:
    explicit UnionFind(size_t count) : parent_(count), size_(count, 1) {
        std::iota(parent_.begin(), parent_.end(), uint32_t{0});
    }
    uint32_t root(uint32_t item) {
        while (parent_[item] != item) {
            parent_[item] = parent_[parent_[item]];
            item = parent_[item];
        }
        return item;
    }
    void join(uint32_t a, uint32_t b) {
        a = root(a);
        b = root(b);
        if (a == b) return;
        if (size_[a] < size_[b]) std::swap(a, b);
        parent_[b] = a;
        size_[a] += size_[b];
    }

  private:
    std::vector<uint32_t> parent_;
    std::vector<uint32_t> size_;
};

}  // namespace ward::advisory
