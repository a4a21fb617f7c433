#include "libs/platform/rpc/open_streams.h"

namespace cartera::rpc {

bool OpenStreams::Enter() {
  const MutexLock lock(&mutex_);
  if (open_ >= max_) return false;
  ++open_;
  return true;
}

bool OpenStreams::EnterFor(const std::string& principal) {
  const MutexLock lock(&mutex_);
  int& open = by_principal_[principal];
  if (open >= max_of_one_) return false;
  ++open;
  return true;
}

void OpenStreams::Leave(const std::string& principal) {
  const MutexLock lock(&mutex_);
  --open_;
  const auto own = by_principal_.find(principal);
  if (own != by_principal_.end() && --own->second == 0) by_principal_.erase(own);
}

int OpenStreams::open() const {
  const MutexLock lock(&mutex_);
  return open_;
}

}  // namespace cartera::rpc
