output "batch_repository_url" {
  description = "Where the image of the functions of batch windows is pushed to, and what environments deploy from."
  value       = module.batch_images.repository_url
}

output "prediction_repository_url" {
  description = "Where the image of the prediction function is pushed to, and what environments deploy from."
  value       = module.prediction_images.repository_url
}

output "routing_repository_url" {
  description = "Where the image of the routing function is pushed to, and what environments deploy from."
  value       = module.routing_images.repository_url
}
