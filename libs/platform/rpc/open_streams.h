#ifndef CARTERA_LIBS_PLATFORM_RPC_OPEN_STREAMS_H_
#define CARTERA_LIBS_PLATFORM_RPC_OPEN_STREAMS_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "libs/base/mutex.h"

namespace cartera::rpc {

// How many streams are open, all and each principal's. A stream keeps its place from the first page
// to the last, however slowly they are read. Thread-safe.
class OpenStreams {
 public:
  OpenStreams(int max, int max_of_one) : max_(max), max_of_one_(max_of_one) {}

  // A place among all, before anybody knows who calls. False: all are taken.
  bool Enter();
  // In addition one of the principal's own. False: it has as many as one may have.
  bool EnterFor(const std::string& principal);
  // Gives back what Enter gave; `principal` is empty when EnterFor did not give.
  void Leave(const std::string& principal);
  int open() const;

 private:
  const int max_;
  const int max_of_one_;
  mutable Mutex mutex_;
  int open_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, int> by_principal_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_OPEN_STREAMS_H_
