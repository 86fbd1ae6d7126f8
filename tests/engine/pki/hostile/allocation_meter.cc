#include "tests/engine/pki/hostile/allocation_meter.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace certsweep::pki::hostile {
namespace {

std::atomic<int64_t> now{0}, start{0}, most{0};

void Count(int64_t octets) {
  const int64_t total = now.fetch_add(octets, std::memory_order_relaxed) + octets;
  if (total > most.load(std::memory_order_relaxed)) most.store(total, std::memory_order_relaxed);
}

}  // namespace

void StartAllocationMeter() {
  start = now.load();
  most = now.load();
}

int64_t MostAllocated() { return most - start; }

}  // namespace certsweep::pki::hostile

void* operator new(std::size_t size) {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory == nullptr) throw std::bad_alloc();
  certsweep::pki::hostile::Count(static_cast<int64_t>(malloc_usable_size(memory)));
  return memory;
}

// Of its own, since a sanitizer's would not go through the one above.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* memory = std::malloc(std::max<std::size_t>(size, 1));
  if (memory != nullptr) certsweep::pki::hostile::Count(static_cast<int64_t>(malloc_usable_size(memory)));
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory != nullptr) certsweep::pki::hostile::Count(-static_cast<int64_t>(malloc_usable_size(memory)));
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

void operator delete(void* memory, const std::nothrow_t&) noexcept { operator delete(memory); }
