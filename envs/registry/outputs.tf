output "prediction_repository_url" {
  description = "Where the image of the prediction function is pushed to, and what environments deploy from."
  value       = module.prediction_images.repository_url
}
